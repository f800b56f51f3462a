"""Long words in a little room: names of files as phones and messengers give them, whatever was pasted as a name."""

FILE_NAME = 40
"""Letters of a file's name that are shown: two lines of a button on a phone."""


def shortened(words: str, *, most: int = FILE_NAME) -> str:
    """Return ``words``, with what is in the middle left out where they are longer: the end tells photos apart."""
    if len(words) <= most:
        return words
    end = most // 3
    return f"{words[: most - end - 1].rstrip()}…{words[-end:].lstrip()}"

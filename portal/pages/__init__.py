"""Server-made pages: markup that escapes by itself, one frame, one style sheet."""

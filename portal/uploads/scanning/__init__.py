"""A virus scanner beside the portal: no file is served or filed before it was found clean."""

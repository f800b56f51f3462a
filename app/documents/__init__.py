"""Files of papers: limits, staging, the document box."""

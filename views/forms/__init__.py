"""The guided form: one topic a step, nothing typed is ever lost."""

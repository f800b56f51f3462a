"""The papers of a draft: limits said in advance, checked on the device, nothing sent."""

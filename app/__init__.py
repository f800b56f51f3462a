"""The app without a screen: one package per feature, the same words as in ``views``, ``api_client`` and ``portal``."""

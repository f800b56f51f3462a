"""Bills and payments: VNPAY 2.1.0, VietQR, receipts, and the sandboxes that stand in for gateway and bank."""

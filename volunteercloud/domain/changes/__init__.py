"""Changes 变动: whose figures no longer say what stands, noted in the transaction that changed it and forgotten when counted."""

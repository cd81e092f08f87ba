"""Bands that figures should stay within, and alerts when one leaves its band."""

"""How well the radar finds bought hours: a made-up city of honest and bought records, and what the radar makes of it."""

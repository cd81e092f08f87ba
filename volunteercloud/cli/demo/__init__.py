"""The demo city Qinghe 青禾市: a year of service, built through the same actions as real life. Nobody in it can exist."""

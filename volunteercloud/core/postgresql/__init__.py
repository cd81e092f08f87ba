"""PostgreSQL as Django has it, but for how a connection that was kept between two requests is looked at (`base`)."""

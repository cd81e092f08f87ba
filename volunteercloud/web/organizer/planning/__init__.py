"""Beyond single shifts: series, copies and templates, the roster of last time, days without service, reports."""

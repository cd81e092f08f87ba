"""Open data 开放数据: the files, their catalogue (DCAT 3), what their columns mean (CSVW), and the same as pages."""

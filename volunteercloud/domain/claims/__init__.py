"""Evidence that comes without a scan: hour codes 计时码 (grade C), claims 申报 (D) and late entries 补录 (E).

Each ends in a service record of a person on the shift's roster, or in a refusal that says why.
"""

"""One real installation under load, what is done to it, and the proof that nothing it acknowledged was lost.

`grounds` is what the load meets there, `installation` the site as `serve` runs it, `crowd` the people who ask it and write down
what was answered (`history`), `killing` and the modules beside it what goes wrong, `order` and `proof` what must hold afterwards.
"""

"""The rules: one module each, whose existence is its registration.

A module has the constants `CODE`, `SEVERITY`, `CATEGORY`, `PROBLEM` (the id of the page
that tells more, or None), `FIX` (`safe`, `unsafe` or None) and a function `check`. Its
docstring is the rule's page: a title, `What it does`, `Why is this bad`, `Example`,
`Use instead` and `When it does not apply`.
"""

"""Signing in through an identity provider (OpenID Connect, code flow with PKCE): strict, off by default.

- ``providers``: what an operator declared; ``reasons``: why it may stop, with the words of the page
- ``fetching``, ``discovery``, ``tokens``: asking a provider; its addresses and keys; what it signed
- ``flow``: what the session holds meanwhile; ``identity``: from a code to a person
- ``arriving``: what the person then does; ``proof``: what the session remembers after

Why it is ours: ``docs/adr/0017-connexion-externe.md``.
"""

"""The reference back office: ledger rules, store, pages and API."""

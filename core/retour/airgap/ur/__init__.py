"""Uniform Resources (UR 2) and multipart UR: messages as text for QR codes, and parts of them that a fountain gives.

Written from the papers BCR-2020-005 (UR), -006 (types), -012 (bytewords), BCR-2024-001 (multipart) and BCR-2023-001
(compressed). No image code and no Qt: text in, text out.

From the bottom up: `bytewords` (bytes as letters), `text` (the grammar of one code), `part` (the CBOR of one part),
`sampling` (which fragments a part mixes), `solving` (fragments out of parts), `content` (files and UR types), then the
two ends: `sender.sender` and `receiver.Receiver`. `bounds` has every limit.
"""

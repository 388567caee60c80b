"""What device, portal and technician share: messages, signing, strict reading. Pure, without I/O."""

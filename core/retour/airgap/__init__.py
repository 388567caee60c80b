"""Between bytes and what crosses an air gap: carry files and QR frames."""

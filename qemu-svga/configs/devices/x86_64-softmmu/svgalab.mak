# SPDX-License-Identifier: GPL-2.0-or-later
# Devices of our guests: a PC with its clocks, serial port and virtio-serial, and the SVGA device.
# All of QEMU's other devices would be a quarter of the build.

CONFIG_I440FX=y
CONFIG_HPET=y
CONFIG_VMPORT=y
CONFIG_VIRTIO_PCI=y
CONFIG_VIRTIO_SERIAL=y
CONFIG_VMWARE_VGA=y

# The tool's tests have a firmware that exits through isa-debug-exit.
CONFIG_ISA_DEBUG=y

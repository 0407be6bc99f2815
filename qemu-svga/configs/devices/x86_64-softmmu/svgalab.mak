# SPDX-License-Identifier: GPL-2.0-or-later
# What our guests have: a PC, its clocks and serial port, virtio-serial, the device. The rest of QEMU's devices would be a quarter of the build.

CONFIG_I440FX=y
CONFIG_HPET=y
CONFIG_VMPORT=y
CONFIG_VIRTIO_PCI=y
CONFIG_VIRTIO_SERIAL=y
CONFIG_VMWARE_VGA=y

# The tool's tests end a firmware of theirs with isa-debug-exit.
CONFIG_ISA_DEBUG=y

/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* How the wrappers of vmwgfx ioctls call them. */

#ifndef GUEST_TESTS_VMW_IOCTL_H
#define GUEST_TESTS_VMW_IOCTL_H

#define VMW_IOW(nr, type) DRM_IOW(DRM_COMMAND_BASE + (nr), type)
#define VMW_IOWR(nr, type) DRM_IOWR(DRM_COMMAND_BASE + (nr), type)

/* 0 or a negative errno; interrupted calls are made again. */
int vmw_ioctl(int fd, unsigned long request, void *arg);

#endif

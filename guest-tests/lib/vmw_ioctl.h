/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Calls the vmwgfx ioctls for their wrappers. */

#ifndef GUEST_TESTS_VMW_IOCTL_H
#define GUEST_TESTS_VMW_IOCTL_H

#define VMW_IOW(nr, type) DRM_IOW(DRM_COMMAND_BASE + (nr), type)
#define VMW_IOWR(nr, type) DRM_IOWR(DRM_COMMAND_BASE + (nr), type)

/* 0 or a negative errno; interrupted calls are restarted. */
int vmw_ioctl(int fd, unsigned long request, void *arg);

#endif

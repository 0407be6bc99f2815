/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Recursive removal of directories. */

#ifndef SVGALAB_TREE_H
#define SVGALAB_TREE_H

/* Remove @path and everything below it; symbolic links are not followed. */
void remove_tree(const char *path);

#endif

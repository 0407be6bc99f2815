/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Directories with all that is in them. */

#ifndef SVGALAB_TREE_H
#define SVGALAB_TREE_H

/* Remove @path and all below it; symbolic links are removed, not followed. */
void remove_tree(const char *path);

#endif

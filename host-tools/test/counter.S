/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Firmware with known instruction counts, for the counter's test. */

/*
 * Linked to end at 4 GiB: the CPU starts in 16-bit mode 16 bytes below, goes
 * straight to 64-bit mode, calls all functions and ends QEMU through its debug
 * port.
 */
	.text
	.globl	nothing, loop, recursion, locks, lock, unlock, flush

	.org	0
gdt:
	.quad	0
	.quad	0x00af9b000000ffff	/* 64-bit code */
	.quad	0x00cf93000000ffff	/* data */
gdt_pointer:
	.word	. - gdt - 1
	.long	gdt

	.code64
nothing:				/* 1 */
	ret

loop:					/* 2 + 2 * 1000 */
	mov	$1000, %ecx
1:	dec	%ecx
	jnz	1b
	ret

/* 4 each time, 3 the last time: returns to the same address at four depths. */
recursion:
	dec	%ebx
	jz	2f
	call	recursion
2:	ret

/*
 * 22 instructions: the lock is held for 7, from lock's first instruction to
 * unlock's, then for 4; unlocking another object in between does not count.
 */
locks:
	mov	$1, %edi
	call	lock
	nop
	mov	$2, %edi
	call	unlock
	mov	$1, %edi
	call	unlock
	call	lock
	nop
	nop
	call	unlock
	mov	$0x5000, %esi
	mov	$0x9000, %edx
	call	flush
	mov	$0xa000, %edx
	ret

lock:
	ret
unlock:
	ret
flush:
	ret

start:
	mov	$16, %eax
	mov	%eax, %ss
	mov	$0x8000, %esp
	call	nothing
	call	loop
	mov	$4, %ebx
	call	recursion
	/* Outside of all windows. */
	call	lock
	call	flush
	call	unlock
	call	locks
	mov	$0x501, %dx
	mov	$16, %al
	out	%al, %dx
3:	hlt
	jmp	3b

	/*
	 * Identity-maps the first 4 GiB, accessed and dirty, since ROM is
	 * read-only.
	 */
	.org	0x1000
top_table:
	.quad	table + 0x23
	.org	0x2000
table:
	.quad	0x000000e3, 0x400000e3, 0x800000e3, 0xc00000e3

	.org	0xff00
	.code16
enter:
	cli
	lgdtl	%cs:gdt_pointer - gdt
	mov	$0x20, %eax		/* CR4.PAE */
	mov	%eax, %cr4
	mov	$top_table, %eax
	mov	%eax, %cr3
	mov	$0xc0000080, %ecx	/* EFER.LME */
	mov	$0x100, %eax
	xor	%edx, %edx
	wrmsr
	mov	$0x80000001, %eax	/* CR0.PG, CR0.PE */
	mov	%eax, %cr0
	ljmpl	$8, $start

	.org	0xfff0
	jmp	enter
	.org	0x10000

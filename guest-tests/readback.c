// SPDX-License-Identifier: GPL-2.0
/* The device writes into a coherent surface: the CPU sees it, and stores after it count. */

#include "page.h"
#include "verdict.h"

/* A second surface of the same shape, full of known bytes that the device has. */
static int make_source(struct test_case *test, struct coherent_surface *from)
{
	int ret = coherent_create(test, test->shape, from);

	if (!ret)
		ret = coherent_map(from);
	/* Its first use comes before its stores, whatever the case's state. */
	if (!ret)
		ret = coherent_submit(from);
	if (ret)
		return ret;
	coherent_store(from, 0, from->surface.size);
	ret = coherent_submit(from);
	return ret ? ret : coherent_finish(from);
}

/* The middle of the surface, moved to another place. */
static void middle_box(const struct vmw_shape *shape, SVGA3dCopyBox *box)
{
	*box = (SVGA3dCopyBox) {
		.x = shape->width / 4,
		.y = shape->height / 4,
		.w = shape->width / 2,
		.h = shape->height > 1 ? shape->height / 2 : 1,
		.d = 1,
		.srcx = shape->width / 8,
		.srcy = shape->height / 8,
	};
}

/* If the CPU does not see what it should, the audit says who lost it. */
static int check_what_cpu_sees(struct coherent_surface *s)
{
	if (!coherent_verify(s, s->map))
		return 0;
	coherent_finish(s);
	return TEST_FAIL;
}

/* Read what the device wrote: until then its copy is newer than memory. */
static int test_device_write(struct test_case *test)
{
	struct coherent_surface s, from;
	SVGA3dCopyBox box;
	int ret = coherent_open(test, &s);

	if (!ret)
		ret = make_source(test, &from);
	if (ret)
		return ret;
	middle_box(s.shape, &box);
	ret = coherent_copy(&s, &from, &box);
	if (!ret)
		ret = check_what_cpu_sees(&s);
	return ret ? ret : coherent_finish(&s);
}

/*
 * Stores before the device writes elsewhere in the surface, and stores after
 * it over a part of what it wrote.
 */
static int test_store_around_device_write(struct test_case *test)
{
	struct coherent_surface s, from;
	SVGA3dCopyBox box;
	int ret = coherent_open(test, &s);

	if (!ret)
		ret = make_source(test, &from);
	if (ret)
		return ret;
	coherent_store(&s, 100, page_bytes());
	middle_box(s.shape, &box);
	ret = coherent_copy(&s, &from, &box);
	if (!ret)
		ret = check_what_cpu_sees(&s);
	if (ret)
		return ret;

	coherent_store(&s, s.surface.size / 2, page_bytes());
	return coherent_submit_and_finish(&s);
}

static const struct test_pattern patterns[] = {
	TEST_MATRIX(device_write),
	TEST_MATRIX(store_around_device_write),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "readback", patterns,
			 ARRAY_SIZE(patterns));
}

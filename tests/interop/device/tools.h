/* The commands of the program. */
#ifndef TOOLS_H
#define TOOLS_H

#include <stdbool.h>

struct options {
	const char *store, *pty, *host_type, *host_id, *model, *key, *seed, *portal, *needs, *clock, *pin;
	bool control;
};

bool options_read(int argc, char **argv, struct options *o);
int tool_read(void);
int tool_start(void);
int tool_press(const struct options *o);
int serve(const struct options *o);

struct device;
/* setup.c: makes the device in the store if none is there, and reads it. */
bool setup(struct device *d, const struct options *o);
/* control.c: one line of a test; false where it is not understood. */
bool control_line(struct device *d, const char *line);

#endif

#include <stdio.h>
#include <string.h>

#include "tools.h"

static int usage(void)
{
	fputs("retour-device serve --store DIR [--pty LINK] [--host-type N] [--host-id ID] [--model TEXT]\n"
	      "    [--key ed25519|p256] [--seed HEX64] [--portal TEXT] [--needs N] [--clock N] [--pin PIN] [--control]\n"
	      "retour-device press --store DIR\n"
	      "retour-device read\n"
	      "retour-device start\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	struct options o;
	if (!strcmp(what, "read") && argc == 2)
		return tool_read();
	if (!strcmp(what, "start") && argc == 2)
		return tool_start();
	if (!options_read(argc - 2, argv + 2, &o))
		return usage();
	if (!strcmp(what, "press"))
		return tool_press(&o);
	return strcmp(what, "serve") ? usage() : serve(&o);
}

/* What a process that holds customers' words keeps to itself. */
#pragma once

/* No core file of this process, wherever the kernel would send one, and no debugger of the same user. Returns 0 or negative errno.
 * In a build with AddressSanitizer it does nothing: its leak check looks into its own process as a debugger does. */
int process_keep_private(void);

#include "config.h"

#include <errno.h>
#include <sys/prctl.h>

#include "util/process.h"

int process_keep_private(void)
{
#ifdef __SANITIZE_ADDRESS__
	return 0;
#else
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : 0;
#endif
}

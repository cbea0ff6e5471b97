/* The drivers there are, for the registry alone; everybody else asks provider_find(). */
#pragma once

#include "provider/provider.h"

extern const Provider provider_http;
extern const Provider provider_kannel;
extern const Provider provider_smsc_ru;

/* The drivers there are, for the registry alone; everybody else asks provider_find(). */
#pragma once

#include "provider/provider.h"

extern const Provider provider_aliyun;
extern const Provider provider_kannel;
extern const Provider provider_twilio;
extern const Provider provider_vonage;
extern const Provider provider_tencent;
extern const Provider provider_http;
extern const Provider provider_smsc_ru;

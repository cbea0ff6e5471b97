# What is known about regions, one file each; facts with their sources.
regionsdir = $(pkgdatadir)/regions
dist_regions_DATA = regions/README.md \
	regions/AU.conf regions/BR.conf regions/CA.conf regions/CN.conf regions/CO.conf regions/DE.conf \
	regions/ES.conf regions/FR.conf regions/GB.conf regions/IN.conf regions/IT.conf regions/JP.conf \
	regions/KR.conf regions/KZ.conf regions/MX.conf regions/NZ.conf regions/PL.conf regions/RU.conf \
	regions/SG.conf regions/US-AL.conf regions/US-CT.conf regions/US-FL.conf regions/US-KY.conf \
	regions/US-LA.conf regions/US-MA.conf regions/US-MD.conf regions/US-MI.conf regions/US-MN.conf \
	regions/US-MS.conf regions/US-NJ.conf regions/US-NM.conf regions/US-NV.conf regions/US-OK.conf \
	regions/US-RI.conf regions/US-TX.conf regions/US-VA.conf regions/US-WA.conf regions/US.conf \
	regions/ZZ.conf
holidaysdir = $(regionsdir)/holidays
dist_holidays_DATA = \
	regions/holidays/AU.conf regions/holidays/BR.conf regions/holidays/CA.conf regions/holidays/CN.conf \
	regions/holidays/CO.conf regions/holidays/DE.conf regions/holidays/ES.conf regions/holidays/FR.conf \
	regions/holidays/GB-ENG.conf regions/holidays/IT.conf regions/holidays/JP.conf regions/holidays/KZ.conf \
	regions/holidays/MX.conf regions/holidays/NZ.conf regions/holidays/PL.conf regions/holidays/RU.conf \
	regions/holidays/US.conf

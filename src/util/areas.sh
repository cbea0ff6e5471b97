#!/bin/sh
# Writes regions/areas.tsv as rows of the table in areas.c; refuses a file that is out of order.
awk -F '\t' '
	/^#/ { next }
	$1 !~ /^[2-9][0-9][0-9]$/ || $1 <= last || NF != 3 {
		print FILENAME ":" FNR ": not an area code in order with its place and zones" >"/dev/stderr"
		exit 1
	}
	{
		last = $1
		gsub(/ /, "\", \"", $3)
		printf "\t{\"%s\", \"%s\", {\"%s\"}},\n", $1, $2, $3
	}' "$1"

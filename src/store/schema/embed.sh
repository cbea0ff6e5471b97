#!/bin/sh
# Writes the schema files named as arguments as an array of C strings.
echo '/* Made from the files of src/store/schema by embed.sh. */'
echo 'static const char *const SCHEMA[] = {'
for file; do
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/	/\\t/g' -e 's/^/\t"/' -e 's/$/\\n"/' "$file"
	echo '	,'
done
echo '};'

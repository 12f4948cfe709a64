// jpeglib.h wants these first.
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

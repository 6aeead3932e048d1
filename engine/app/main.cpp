#include "engine/app/console/console.h"

int main(int argc, char** argv) { return pontis::runConsole(argc, argv); }

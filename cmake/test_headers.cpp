// Nothing: the target of this file only precompiles headers, see AssizeTest.cmake.

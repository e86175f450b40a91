"""A simulated Ascend 310: the compiler `atc` and, behind the package `acl`, a board to run its output on."""

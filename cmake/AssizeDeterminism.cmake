# What code generation must not decide: the same build options and seed give the same trace on every
# compiler. A fused multiply-add rounds once where two operations round twice, and each compiler
# fuses where it likes, so contraction is off everywhere.

add_library(assize_determinism INTERFACE)
target_compile_options(assize_determinism INTERFACE -ffp-contract=off)

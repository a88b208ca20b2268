#pragma once

#include <span>
#include <string_view>

namespace assize::reports {

/// How a kind of fact is said in one line.
///
/// `words` is text with places for fields:
///     {base}          the field as it is; a list of numbers in braces
///     {leader:node}   a node's id as its name: broker-2
///     {host:host}     a host's number as its name
///     {by_ns:ms}      nanoseconds as milliseconds
///     {acks:acks}     -1 as "all"
///     {isr:was}       what the same field was when it was last told, if it was another;
///     {leader:node_was}  the same as a node
///     {base..end}     the offsets of [base, end): @41, or @41..43
///     {first..=last}  the same of [first, last]
///     {of}            the topic-partition that the fact is about
///     [... {x} ...]   left out when {x} holds nothing, is empty or zero-length
///     [?flag ...]     left out unless the flag is set;  [!flag ...]  unless it is not
struct Words {
    std::string_view kind;
    std::string_view when;  // "field=value", for those facts only; empty: for all that are left.
    std::string_view words;
};

/// In the order in which they are to be tried.
std::span<const Words> all_words();

}  // namespace assize::reports

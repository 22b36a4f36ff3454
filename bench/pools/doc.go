// Package pools measures package pool of runtime beside the pools that people
// use today, in one run:
//
//	go -C bench/pools test -count=1 -v -table
//
// prints a Markdown table: medians, and the quartiles in brackets. The pools take
// turns, so that other work on the machine hits all of them. Without -table the
// test runs each measurement once, small, and checks what it computes.
//
// All of it is in test files: nothing here is to be imported, and nothing but
// tests may depend on pools of others.
package pools

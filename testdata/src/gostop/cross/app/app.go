// Package app uses them.
package app

import "cancelcheck.test/src/gostop/cross/lib"

func first() int {
	f := lib.NewFeed() // want `f owns running work, and nothing here stops it: it stays behind \(gostop\)`
	return <-f.C
}

func firstAndDone() int {
	f := lib.NewFeed()
	defer f.Close()
	return <-f.C
}

package main

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	defer os.RemoveAll("no-such-folder")
	os.Exit(m.Run()) // want `os.Exit ends the process: the deferred os.RemoveAll never runs`
}

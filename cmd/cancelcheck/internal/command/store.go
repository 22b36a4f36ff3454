package command

import (
	"os"
	"path/filepath"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/cli"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/run"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/store"
)

// explored reports whether -lifetime.stats is set. Then everything is analysed,
// for what is remembered has not been explored, and one package at a time, so
// that their lines come in the same order every time.
func explored() bool { return analyzer.Facts.Flags.Lookup("stats").Value.String() == "true" }

type executable struct {
	digest store.Digest
	err    error
}

// digestExecutable hashes the program while the go command lists packages.
func digestExecutable(opts *cli.Options) <-chan executable {
	c := make(chan executable, 1)
	go func() {
		var e executable
		if opts.Cache != cli.CacheOff {
			e.digest, e.err = store.Executable()
		}
		c <- e
	}()
	return c
}

// openStore gives cfg its store. Without one everything is analysed, which is
// slow but right; so an error is only worth a note.
func openStore(opts *cli.Options, exe executable, g *load.Graph, cfg *run.Config) (*store.Store, error) {
	if opts.Cache == cli.CacheOff || explored() {
		return nil, nil
	}
	if exe.err != nil {
		return nil, exe.err
	}
	dir := opts.Cache
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return nil, err
		}
		dir = filepath.Join(user, "cancelcheck")
	}
	s, err := store.Open(dir)
	if err != nil {
		return nil, err
	}
	cfg.Store = s
	cfg.Keys = store.NewKeyer(exe.digest, opts.Settings, g.Env)
	return s, nil
}

package known

import "github.com/cancelcheck/cancelcheck/analyzer/internal/effects"

// Pools of goroutines: what is submitted to one runs concurrently.
var pools = []Module{
	{
		Path: "github.com/sourcegraph/conc", Since: "v0.3.0", Doc: "https://pkg.go.dev/github.com/sourcegraph/conc",
		Funcs: map[string]funcs{
			"github.com/sourcegraph/conc": {"WaitGroup.Go": spawns0},
			"github.com/sourcegraph/conc/pool": spawning("Pool.Go", "ErrorPool.Go", "ContextPool.Go",
				"ResultPool.Go", "ResultErrorPool.Go", "ResultContextPool.Go"),
		},
	},
	{
		Path: "github.com/gammazero/workerpool", Since: "v1.0.0", Doc: "https://pkg.go.dev/github.com/gammazero/workerpool",
		Funcs: map[string]funcs{
			"github.com/gammazero/workerpool": {"WorkerPool.Submit": spawns0, "WorkerPool.SubmitWait": calls0},
		},
	},
	{
		Path: "github.com/panjf2000/ants/v2", Since: "v2.0.0", Doc: "https://pkg.go.dev/github.com/panjf2000/ants/v2",
		Funcs: map[string]funcs{"github.com/panjf2000/ants/v2": spawning("Submit", "Pool.Submit")},
	},
	{
		Path: "github.com/alitto/pond/v2", Since: "v2.0.0", Doc: "https://pkg.go.dev/github.com/alitto/pond/v2",
		Funcs: map[string]funcs{"github.com/alitto/pond/v2": spawning("Pool.Go", "Pool.Submit", "Pool.SubmitErr")},
	},
}

// spawning returns entries of functions that run their first parameter
// concurrently.
func spawning(names ...string) funcs {
	all := map[string]effects.Effects{}
	for _, name := range names {
		all[name] = spawns0
	}
	return all
}

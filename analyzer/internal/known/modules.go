package known

import "github.com/cancelcheck/cancelcheck/analyzer/internal/effects"

var xsync = Module{
	Path: "golang.org/x/sync", Since: "v0.1.0", Doc: "https://pkg.go.dev/golang.org/x/sync",
	Funcs: map[string]funcs{
		"golang.org/x/sync/errgroup": {
			"WithContext": {Makes: effects.Group},
			"Group.Go":    spawns0,
			"Group.TryGo": spawns0,
		},
		"golang.org/x/sync/semaphore": {"Weighted.Acquire": live0},
	},
}

// The look-alike that predates the standard package; its types are aliases.
var xnet = Module{
	Path: "golang.org/x/net", Since: "v0.1.0", Doc: "https://pkg.go.dev/golang.org/x/net/context",
	Funcs: map[string]funcs{
		"golang.org/x/net/context": {
			"Background": root, "TODO": root, "WithValue": derived,
			"WithCancel": cancelable, "WithTimeout": timed, "WithDeadline": timed,
		},
		"golang.org/x/net/context/ctxhttp": {
			"Do": live0, "Get": live0, "Head": live0, "Post": live0, "PostForm": live0,
		},
	},
}

var xtime = Module{
	Path: "golang.org/x/time", Since: "v0.1.0", Doc: "https://pkg.go.dev/golang.org/x/time/rate",
	Funcs: map[string]funcs{
		"golang.org/x/time/rate": {"Limiter.Wait": live0, "Limiter.WaitN": live0},
	},
}

// The logging libraries that real code meets most. What they do besides
// writing a message (exit, panic) is listed.
var loggers = Module{
	Path: "", Since: "", Doc: "the packages' own pages",
	Loggers: []string{
		"go.uber.org/zap",
		"github.com/sirupsen/logrus",
		"k8s.io/klog/v2",
		"github.com/hashicorp/go-hclog",
		"github.com/rs/zerolog",
		"github.com/rs/zerolog/log",
		"github.com/go-logr/logr",
		"github.com/go-kit/log",
		"github.com/go-kit/log/level",
	},
	Funcs: map[string]funcs{
		"go.uber.org/zap": {
			"Logger.Fatal": noReturn, "Logger.Panic": noReturn,
			"SugaredLogger.Fatal": noReturn, "SugaredLogger.Fatalf": noReturn,
			"SugaredLogger.Fatalw": noReturn, "SugaredLogger.Fatalln": noReturn,
			"SugaredLogger.Panic": noReturn, "SugaredLogger.Panicf": noReturn,
			"SugaredLogger.Panicw": noReturn, "SugaredLogger.Panicln": noReturn,
		},
		"github.com/sirupsen/logrus": {
			"Fatal": noReturn, "Fatalf": noReturn, "Fatalln": noReturn,
			"Panic": noReturn, "Panicf": noReturn, "Panicln": noReturn,
			"Logger.Fatal": noReturn, "Logger.Fatalf": noReturn, "Logger.Fatalln": noReturn,
			"Entry.Fatal": noReturn, "Entry.Fatalf": noReturn, "Entry.Fatalln": noReturn,
		},
		"k8s.io/klog/v2": {
			"Fatal": noReturn, "Fatalf": noReturn, "Fatalln": noReturn,
			"Exit": noReturn, "Exitf": noReturn, "Exitln": noReturn,
		},
	},
}

package known

import "github.com/cancelcheck/cancelcheck/analyzer/internal/effects"

// Shorthands for the table.
var (
	live0    = effects.Effects{NeedsLive: effects.Param(0)}
	noReturn = effects.Effects{NoReturn: true}
	exits    = effects.Effects{NoReturn: true, Exits: true}
	settles  = effects.Effects{Settles: true}
	logs     = effects.Effects{Logs: true}
	fails    = effects.Effects{Fails: true}
	succeeds = effects.Effects{Succeeds: true}
	fault    = effects.Effects{Logs: true, Fails: true} // does nothing but make an error
	spawns0  = effects.Effects{Spawns: effects.Param(0)}
	spawns1  = effects.Effects{Spawns: effects.Param(1)}
	tasks0   = effects.Effects{Spawns: effects.Param(0), Tasks: effects.Param(effects.Receiver)}
	joins    = effects.Effects{Joins: effects.Param(effects.Receiver)}
	calls0   = effects.Effects{Calls: effects.Param(0)}
	calls1   = effects.Effects{Calls: effects.Param(1)}
	network  = effects.Effects{Waits: effects.Network}
	database = effects.Effects{Waits: effects.Database}
	polling  = effects.Effects{Waits: effects.Polling}
	sleep    = effects.Effects{Pause: effects.Pause{Param: 1, Always: true}}
	request  = effects.Effects{Makes: effects.Request}
	root     = effects.Effects{Makes: effects.Root}
	derived  = effects.Effects{Makes: effects.Derived}
	detached = effects.Effects{Makes: effects.Detached}
	// A timer on a dead context means that somebody still wants to work with it.
	timed      = effects.Effects{Makes: effects.Derived, Cancels: true, CancelAt: 1, Owes: effects.Param(1), NeedsLive: effects.Param(0)}
	cancelable = effects.Effects{Makes: effects.Derived, Cancels: true, CancelAt: 1, Owes: effects.Param(1)}
)

type funcs = map[string]effects.Effects

var contextFuncs = funcs{
	"Background":        root,
	"TODO":              root,
	"WithCancel":        cancelable,
	"WithCancelCause":   cancelable,
	"WithTimeout":       timed,
	"WithTimeoutCause":  timed,
	"WithDeadline":      timed,
	"WithDeadlineCause": timed,
	"WithValue":         derived,
	"WithoutCancel":     detached,
	"AfterFunc":         {Spawns: effects.Param(1), Owes: effects.Param(0)},
}

var std = Module{
	Path: "std", Since: "go1.26", Doc: "https://pkg.go.dev/std",
	Loggers: []string{"log/slog"},
	Funcs: map[string]funcs{
		"context": contextFuncs,
		"time": {
			"Sleep":     sleep,
			"AfterFunc": spawns1,
		},
		"testing/synctest": {"Test": calls1},

		"os":      {"Exit": exits, "Remove": settles, "RemoveAll": settles, "Rename": settles, "WriteFile": settles, "Process.Kill": settles, "Process.Signal": settles},
		"runtime": {"Goexit": noReturn},
		"syscall": {"Exit": exits},
		"log": {
			"Fatal": exits, "Fatalf": exits, "Fatalln": exits,
			"Panic": noReturn, "Panicf": noReturn, "Panicln": noReturn,
			"Logger.Fatal": exits, "Logger.Fatalf": exits, "Logger.Fatalln": exits,
			"Logger.Panic": noReturn, "Logger.Panicf": noReturn, "Logger.Panicln": noReturn,
			"Print": logs, "Printf": logs, "Println": logs,
			"Logger.Print": logs, "Logger.Printf": logs, "Logger.Println": logs,
		},
		"fmt": {
			"Print": logs, "Printf": logs, "Println": logs,
			"Fprint": logs, "Fprintf": logs, "Fprintln": logs,
			"Sprint": logs, "Sprintf": logs, "Sprintln": logs, "Errorf": fault,
		},
		"errors": {"New": fault},
		"bytes": {
			"Buffer.Write": succeeds, "Buffer.WriteString": succeeds, "Buffer.WriteByte": succeeds, "Buffer.WriteRune": succeeds,
		},
		"strings": {
			"Builder.Write": succeeds, "Builder.WriteString": succeeds, "Builder.WriteByte": succeeds, "Builder.WriteRune": succeeds,
		},
		"crypto/rand": {"Read": succeeds},
		"math/rand":   {"Read": succeeds, "Rand.Read": succeeds},
		"testing": {
			"common.Fatal": noReturn, "common.Fatalf": noReturn, "common.FailNow": noReturn,
			"common.Skip": noReturn, "common.Skipf": noReturn, "common.SkipNow": noReturn,
			"common.Log": logs, "common.Logf": logs, "common.Error": logs, "common.Errorf": logs,
			"common.Context": request,
			"common.Cleanup": spawns0,
			"TB.Context":     request,
			"TB.Cleanup":     spawns0,
			"T.Run":          calls1,
			"B.Run":          calls1,
		},
		"sync": {
			"WaitGroup.Go":   tasks0,
			"WaitGroup.Wait": joins,
			"Once.Do":        calls0,
		},
		"os/signal": {
			"NotifyContext": {Makes: effects.Signal, Cancels: true, CancelAt: 1, Owes: effects.Param(1)},
		},
		"net/http": {
			"Get": network, "Head": network, "Post": network, "PostForm": network,
			"Client.Get": network, "Client.Head": network, "Client.Post": network, "Client.PostForm": network,
			"Serve": fails, "ServeTLS": fails, "ListenAndServe": fails, "ListenAndServeTLS": fails,
			"Server.Serve": fails, "Server.ServeTLS": fails, "Server.ListenAndServe": fails, "Server.ListenAndServeTLS": fails,
			"Request.Context":       request,
			"Server.Shutdown":       live0,
			"NewRequestWithContext": live0,
			"Request.WithContext":   live0,
			"Request.Clone":         live0,
		},
		"net/http/httptest": {"NewRequestWithContext": live0},
		"net": {
			"Dial": network, "DialTimeout": network, "DialTCP": network, "Dialer.Dial": network,
			"LookupAddr": network, "LookupCNAME": network, "LookupHost": network, "LookupIP": network,
			"LookupMX": network, "LookupNS": network, "LookupSRV": network, "LookupTXT": network,
			"ResolveIPAddr": network, "ResolveTCPAddr": network, "ResolveUDPAddr": network,
			"Dialer.DialContext": live0, "Dialer.DialTCP": live0, "Dialer.DialUDP": live0,
			"Dialer.DialIP": live0, "Dialer.DialUnix": live0,
			"Resolver.LookupAddr": live0, "Resolver.LookupCNAME": live0, "Resolver.LookupHost": live0,
			"Resolver.LookupIP": live0, "Resolver.LookupIPAddr": live0, "Resolver.LookupMX": live0,
			"Resolver.LookupNS": live0, "Resolver.LookupNetIP": live0, "Resolver.LookupPort": live0,
			"Resolver.LookupSRV": live0, "Resolver.LookupTXT": live0,
		},
		"crypto/tls": {
			"Dial": network, "DialWithDialer": network, "Dialer.Dial": network, "Conn.Handshake": network,
			"Dialer.DialContext":    live0,
			"Conn.HandshakeContext": live0,
		},
		"os/exec":        {"CommandContext": live0},
		"archive/tar":    {"Writer.Close": settles, "Writer.Flush": settles},
		"archive/zip":    {"Writer.Close": settles, "Writer.Flush": settles},
		"bufio":          {"Writer.Flush": settles},
		"compress/flate": {"Writer.Close": settles, "Writer.Flush": settles},
		"compress/gzip":  {"Writer.Close": settles, "Writer.Flush": settles},
		"compress/zlib":  {"Writer.Close": settles, "Writer.Flush": settles},
		"encoding/csv":   {"Writer.Flush": settles},
		"text/tabwriter": {"Writer.Flush": settles},
		"database/sql": {
			"DB.Begin": database, "DB.Exec": database, "DB.Ping": database,
			"DB.Prepare": database, "DB.Query": database, "DB.QueryRow": database,
			"Tx.Exec": database, "Tx.Prepare": database, "Tx.Query": database, "Tx.QueryRow": database,
			"Stmt.Exec": database, "Stmt.Query": database, "Stmt.QueryRow": database,
			"DB.BeginTx": live0, "DB.Conn": live0, "DB.ExecContext": live0, "DB.PingContext": live0,
			"DB.PrepareContext": live0, "DB.QueryContext": live0, "DB.QueryRowContext": live0,
			"Conn.BeginTx": live0, "Conn.ExecContext": live0, "Conn.PingContext": live0,
			"Conn.PrepareContext": live0, "Conn.QueryContext": live0, "Conn.QueryRowContext": live0,
			"Tx.ExecContext": live0, "Tx.PrepareContext": live0,
			"Tx.QueryContext": live0, "Tx.QueryRowContext": live0,
			"Stmt.ExecContext": live0, "Stmt.QueryContext": live0, "Stmt.QueryRowContext": live0,
		},
	},
	Instead: map[string]map[string]string{
		"net/http": {
			"Get": "NewRequestWithContext", "Head": "NewRequestWithContext",
			"Post": "NewRequestWithContext", "PostForm": "NewRequestWithContext",
			"Client.Get": "NewRequestWithContext", "Client.Head": "NewRequestWithContext",
			"Client.Post": "NewRequestWithContext", "Client.PostForm": "NewRequestWithContext",
			"NewRequest": "NewRequestWithContext",
		},
		"net": {
			"Dial": "Dialer.DialContext", "DialTimeout": "Dialer.DialContext", "DialTCP": "Dialer.DialContext",
			"LookupAddr": "Resolver.LookupAddr", "LookupCNAME": "Resolver.LookupCNAME",
			"LookupHost": "Resolver.LookupHost", "LookupIP": "Resolver.LookupIP",
			"LookupMX": "Resolver.LookupMX", "LookupNS": "Resolver.LookupNS",
			"LookupSRV": "Resolver.LookupSRV", "LookupTXT": "Resolver.LookupTXT",
			"ResolveIPAddr": "Resolver.LookupNetIP", "ResolveTCPAddr": "Resolver.LookupNetIP",
			"ResolveUDPAddr": "Resolver.LookupNetIP",
		},
		"crypto/tls":   {"Dial": "Dialer.DialContext", "DialWithDialer": "Dialer.DialContext"},
		"os/exec":      {"Command": "CommandContext"},
		"database/sql": {"DB.Begin": "DB.BeginTx"},
	},
	Carried: map[string]map[string]Carried{
		"net/http": {
			"Client.Do":              {Waits: effects.Network, By: 0},
			"Transport.RoundTrip":    {Waits: effects.Network, By: 0},
			"RoundTripper.RoundTrip": {Waits: effects.Network, By: 0},
		},
		"os/exec": {
			"Cmd.Run":            {Waits: effects.Process, By: effects.Receiver},
			"Cmd.Wait":           {Waits: effects.Process, By: effects.Receiver},
			"Cmd.Output":         {Waits: effects.Process, By: effects.Receiver},
			"Cmd.CombinedOutput": {Waits: effects.Process, By: effects.Receiver},
		},
	},
}

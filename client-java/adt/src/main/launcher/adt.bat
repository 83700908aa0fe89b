@echo off
rem Starts the adt command. Needs Java 17 or later, from JAVA_HOME or the PATH.
setlocal
set "ADT_HOME=%~dp0.."
set "ADT_JAVA=java"
if defined JAVA_HOME set "ADT_JAVA=%JAVA_HOME%\bin\java"
if defined JAVA_HOME if not exist "%JAVA_HOME%\bin\java.exe" goto nojava
if not defined JAVA_HOME where java >nul 2>nul || goto nojava

rem An older Java cannot start it. What it is stands in a file beside it.
if defined JAVA_HOME if exist "%JAVA_HOME%\release" (
  findstr /r /c:"^JAVA_VERSION=\"1\." /c:"^JAVA_VERSION=\"9" /c:"^JAVA_VERSION=\"1[0-6]\." /c:"^JAVA_VERSION=\"1[0-6]\"" "%JAVA_HOME%\release" >nul && goto oldjava
)

rem With an archive of the classes that a run loads, later runs start in half the time (class data sharing).
set "ADT_SHARING=-Xshare:auto"
if defined LOCALAPPDATA if not defined ADT_NO_CACHE (
  if not exist "%LOCALAPPDATA%\adt" mkdir "%LOCALAPPDATA%\adt"
  if not exist "%LOCALAPPDATA%\adt\${project.version}.jsa" (
    "%ADT_JAVA%" "-XX:ArchiveClassesAtExit=%LOCALAPPDATA%\adt\${project.version}.jsa" -XX:ErrorFile=NUL -Xlog:disable -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "%ADT_HOME%\lib\*" org.adtgateway.adt.Adt warm-up >nul 2>nul
  )
  if exist "%LOCALAPPDATA%\adt\${project.version}.jsa" set "ADT_SHARING=-XX:SharedArchiveFile=%LOCALAPPDATA%\adt\${project.version}.jsa"
)

"%ADT_JAVA%" "%ADT_SHARING%" -Xshare:auto -Xlog:disable -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "%ADT_HOME%\lib\*" org.adtgateway.adt.Adt %*
exit /b %ERRORLEVEL%

:nojava
echo adt needs Java 17 or later: install it, or set JAVA_HOME 1>&2
exit /b 2

:oldjava
echo adt needs Java 17 or later, and JAVA_HOME names an older one: set it to a later one 1>&2
exit /b 2
